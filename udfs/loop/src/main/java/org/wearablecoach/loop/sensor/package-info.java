/**
 * Sensors that this project does not know: how a module brings one, without a change to anything
 * here.
 */
@NullMarked
package org.wearablecoach.loop.sensor;

import org.jspecify.annotations.NullMarked;
