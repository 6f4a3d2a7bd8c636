package org.wearablecoach.cli;

import java.nio.file.Path;
import org.wearablecoach.files.Recording;
import org.wearablecoach.job.config.CoachConfig;

/**
 * A recording for the job.
 *
 * @param recording read and checked
 * @param out folder that takes one jsonl file per topic; exists
 * @param config checked
 * @param parallelism subtasks of the job, at least 1
 */
record ReplayRequest(Recording recording, Path out, CoachConfig config, int parallelism) {}
