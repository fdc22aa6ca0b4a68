/** The providers' API: signed requests that move money in wallets and run rounds. */
@NullMarked
package io.croupier.http.provider;

import org.jspecify.annotations.NullMarked;
