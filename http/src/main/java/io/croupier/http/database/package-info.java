/** The PostgreSQL that a node works with: the embedded one or another, how it is reached, and its schema. */
@NullMarked
package io.croupier.http.database;

import org.jspecify.annotations.NullMarked;
