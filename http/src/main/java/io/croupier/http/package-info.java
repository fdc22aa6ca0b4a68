/** The provider, player and operator doors over HTTP, the pages, and the program itself. */
@NullMarked
package io.croupier.http;

import org.jspecify.annotations.NullMarked;
