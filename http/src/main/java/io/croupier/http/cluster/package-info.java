/** A whole cluster on this machine: the nodes as processes of their own, their one database, and the commands that steer them. */
@NullMarked
package io.croupier.http.cluster;

import org.jspecify.annotations.NullMarked;
