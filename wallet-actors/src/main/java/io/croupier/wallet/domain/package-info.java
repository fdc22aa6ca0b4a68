/** The wallet's rules in plain Java: transactions, decisions, events. Nothing here knows of Akka. */
@NullMarked
package io.croupier.wallet.domain;

import org.jspecify.annotations.NullMarked;
