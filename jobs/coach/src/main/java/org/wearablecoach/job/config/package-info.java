/**
 * The configuration of the job: one YAML file bound onto records, with overrides from the command
 * line. A record's constructor holds the rules of its options; everything else here is generic.
 */
@NullMarked
package org.wearablecoach.job.config;

import org.jspecify.annotations.NullMarked;
