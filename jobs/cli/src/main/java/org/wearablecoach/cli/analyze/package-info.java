/**
 * What the {@code analyze} command says about a recording: the figures as JSON, as text, and the
 * pictures of its page. The mathematics is in {@code org.wearablecoach.signals}.
 */
@NullMarked
package org.wearablecoach.cli.analyze;

import org.jspecify.annotations.NullMarked;
