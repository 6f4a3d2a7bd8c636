/** Tests of the test-beds against published returns, and of the agents that play them. */
@NullMarked
package org.wearablecoach.simulation.testbed;

import org.jspecify.annotations.NullMarked;
