/** Tests of the recording readers. */
@NullMarked
package org.wearablecoach.files;

import org.jspecify.annotations.NullMarked;
