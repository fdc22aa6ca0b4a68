/** What the doors keep in SQL of their own, and how they read the journal: provider keys, operators' actions, past events. */
@NullMarked
package io.croupier.http.store;

import org.jspecify.annotations.NullMarked;
