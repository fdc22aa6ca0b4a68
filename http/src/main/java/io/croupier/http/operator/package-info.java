/** The operators' API: players, cashier, tables, provider keys, voiding a round, and the audit; every change leaves a trail. */
@NullMarked
package io.croupier.http.operator;

import org.jspecify.annotations.NullMarked;
