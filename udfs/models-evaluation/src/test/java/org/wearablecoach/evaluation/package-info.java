@NullMarked
package org.wearablecoach.evaluation;

import org.jspecify.annotations.NullMarked;
