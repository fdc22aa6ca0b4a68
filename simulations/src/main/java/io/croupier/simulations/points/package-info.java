/** Places in the program at which it can be made to end at once, and the Java agent that does so. */
@NullMarked
package io.croupier.simulations.points;

import org.jspecify.annotations.NullMarked;
