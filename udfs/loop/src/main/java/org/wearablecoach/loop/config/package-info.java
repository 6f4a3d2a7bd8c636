/**
 * What can be configured about the loop. Every option is a component of a record here, with its
 * default and its description; the job reads them from one YAML file.
 */
@NullMarked
package org.wearablecoach.loop.config;

import org.jspecify.annotations.NullMarked;
