/** Tests of the SQL functions, in queries. */
@NullMarked
package org.wearablecoach.sql;

import org.jspecify.annotations.NullMarked;
