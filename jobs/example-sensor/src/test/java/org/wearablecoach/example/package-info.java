@NullMarked
package org.wearablecoach.example;

import org.jspecify.annotations.NullMarked;
