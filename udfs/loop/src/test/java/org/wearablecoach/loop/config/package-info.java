@org.jspecify.annotations.NullMarked
package org.wearablecoach.loop.config;
