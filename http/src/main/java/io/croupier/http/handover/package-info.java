/** How the shards of a node that leaves get to the others. */
@NullMarked
package io.croupier.http.handover;

import org.jspecify.annotations.NullMarked;
