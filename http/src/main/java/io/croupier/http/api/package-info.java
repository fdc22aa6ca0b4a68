/** Puts the doors together: provider, player, operator and dev API, the page and the API's own description. */
@NullMarked
package io.croupier.http.api;

import org.jspecify.annotations.NullMarked;
