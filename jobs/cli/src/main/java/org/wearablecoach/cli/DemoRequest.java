package org.wearablecoach.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.job.config.CoachConfig;

/**
 * Simulated persons for the job.
 *
 * @param persons at least 1
 * @param speed simulated seconds in one second, above 0
 * @param duration how long to run, or null until interrupted
 * @param headless whether there is no web UI
 * @param port of the web UI, 0 for a free one
 * @param seed of the simulation
 * @param json whether a script reads the result, so that nothing else goes to standard output
 * @param config checked
 */
record DemoRequest(
        int persons,
        double speed,
        @Nullable Duration duration,
        boolean headless,
        int port,
        long seed,
        boolean json,
        CoachConfig config) {}
