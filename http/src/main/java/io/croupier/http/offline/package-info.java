/** Commands that work on a database alone, while no node uses it. */
@NullMarked
package io.croupier.http.offline;

import org.jspecify.annotations.NullMarked;
