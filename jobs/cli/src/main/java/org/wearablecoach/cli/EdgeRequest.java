package org.wearablecoach.cli;

import java.nio.file.Path;
import org.wearablecoach.files.Recording;
import org.wearablecoach.job.config.CoachConfig;

/**
 * A recording for the loop in this process.
 *
 * @param recording read and checked
 * @param out folder that takes one jsonl file per topic; exists
 * @param config checked
 */
record EdgeRequest(Recording recording, Path out, CoachConfig config) {}
