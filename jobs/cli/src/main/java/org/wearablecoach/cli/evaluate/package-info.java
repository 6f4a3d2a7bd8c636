/** What another policy would have earned, and what sending did, from a log. */
@NullMarked
package org.wearablecoach.cli.evaluate;

import org.jspecify.annotations.NullMarked;
