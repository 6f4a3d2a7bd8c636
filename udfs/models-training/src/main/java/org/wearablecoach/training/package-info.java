/**
 * Makes the shipped models from public data, measures them on persons they were not trained on, and
 * writes them with their manifests and cards. Equal data gives equal files, to the byte.
 */
@NullMarked
package org.wearablecoach.training;

import org.jspecify.annotations.NullMarked;
