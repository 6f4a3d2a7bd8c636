/** What tests need of the readers' inside. */
@org.jspecify.annotations.NullMarked
package org.wearablecoach.files;
