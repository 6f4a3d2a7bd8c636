/** Tests of the policy: closed forms, properties, and the published numbers of deployed trials. */
@NullMarked
package org.wearablecoach.policy;

import org.jspecify.annotations.NullMarked;
