/**
 * What breaks a run on purpose: faults of the node, of a PostgreSQL of the simulation's own and of the network between them,
 * and the plan that says when. It knows a node only as a {@link io.croupier.simulations.chaos.NodeProcess}.
 */
@NullMarked
package io.croupier.simulations.chaos;

import org.jspecify.annotations.NullMarked;
