/** The stored form of events: self-describing CBOR under short, stable type names, the same in every module's journal. */
@NullMarked
package io.croupier.wallet.codec;

import org.jspecify.annotations.NullMarked;
