/** Tests of tokens. */
@NullMarked
package io.croupier.edge.auth;

import org.jspecify.annotations.NullMarked;
