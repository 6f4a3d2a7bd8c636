/**
 * Published test-beds behind one environment interface, and trials that play them with the agents
 * of the job. All constants of a test-bed stand here; the agents know none of them.
 */
@NullMarked
package org.wearablecoach.simulation.testbed;

import org.jspecify.annotations.NullMarked;
