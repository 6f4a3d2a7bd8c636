package org.wearablecoach.cli;

import java.util.List;
import org.wearablecoach.job.config.Setting;

/**
 * What one call of the command gives to its subcommand.
 *
 * @param console where results and progress go
 * @param settings options of the configuration that stand on the command line
 * @param runners what does the work
 */
record Session(Console console, List<Setting> settings, Runners runners) {}
