/** The streaming job: where records come from, how they flow, where results go. */
@NullMarked
package org.wearablecoach.job;

import org.jspecify.annotations.NullMarked;
