/** Tests of the tables. */
@NullMarked
package org.wearablecoach.tables;

import org.jspecify.annotations.NullMarked;
