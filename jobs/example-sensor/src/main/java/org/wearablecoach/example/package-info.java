/** How a module of one's own brings a sensor; docs/extending.md leads through it. */
@NullMarked
package org.wearablecoach.example;

import org.jspecify.annotations.NullMarked;
