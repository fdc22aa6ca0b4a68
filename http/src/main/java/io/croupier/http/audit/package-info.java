/** The double-entry check of all money, worked out from the journal alone. */
@NullMarked
package io.croupier.http.audit;

import org.jspecify.annotations.NullMarked;
