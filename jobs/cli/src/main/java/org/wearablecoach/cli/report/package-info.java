/**
 * Reports for people: one content, written as text for a terminal or as a page for a browser.
 *
 * <p>A page is one file without any reference to another place: the charting library is inside, and
 * the page itself forbids the browser every connection.
 */
@NullMarked
package org.wearablecoach.cli.report;

import org.jspecify.annotations.NullMarked;
