/**
 * Reading a decision log as a trial statistician does: every row computed again, what was realised
 * against what was intended, and the table that an analysis starts from.
 */
@NullMarked
package org.wearablecoach.cli.audit;

import org.jspecify.annotations.NullMarked;
