/** Load at a pace that does not wait for answers, and what was measured of it. */
@NullMarked
package io.croupier.simulations.load;

import org.jspecify.annotations.NullMarked;
