/** What every HTTP door shares: endpoints and their dispatch, strict JSON, problem details, replayed answers, limits. */
@NullMarked
package io.croupier.http.door;

import org.jspecify.annotations.NullMarked;
