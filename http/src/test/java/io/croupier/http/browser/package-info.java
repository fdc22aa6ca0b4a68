/** A real browser for tests of the page, driven over its own DevTools protocol: no driver and no library beside it. */
@NullMarked
package io.croupier.http.browser;

import org.jspecify.annotations.NullMarked;
