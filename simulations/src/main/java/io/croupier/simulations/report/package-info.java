/** Reports: the result of a run as one JSON document and one HTML file that needs nothing else. */
@NullMarked
package io.croupier.simulations.report;

import org.jspecify.annotations.NullMarked;
