/**
 * The page of a replay: for each person signals, activity, decisions and rewards over one time
 * axis.
 */
@NullMarked
package org.wearablecoach.cli.timeline;

import org.jspecify.annotations.NullMarked;
