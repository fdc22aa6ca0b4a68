/** Rolling the nodes of the cell: what this node adds to the availability guard, and the command that speaks to it. */
@NullMarked
package io.croupier.http.rollout;

import org.jspecify.annotations.NullMarked;
