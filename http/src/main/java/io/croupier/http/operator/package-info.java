/** The operators' API: players, cashier, tables, provider keys, voiding and correcting rounds, audit and reconciliation; every change leaves a trail. */
@NullMarked
package io.croupier.http.operator;

import org.jspecify.annotations.NullMarked;
