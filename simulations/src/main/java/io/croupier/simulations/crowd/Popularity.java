package io.croupier.simulations.crowd;

import java.util.random.RandomGenerator;

/** Who watches what: the table of rank r is chosen with a weight of 1/r, as Zipf found of words. */
final class Popularity {
    private static final int MAX_CHOSEN = 3;

    private final double[] weights;

    /** @param tables how many there are, the most popular first; 1 or more */
    Popularity(int tables) {
        weights = new double[tables];
        for (int i = 0; i < tables; i++) {
            weights[i] = 1.0 / (i + 1);
        }
    }

    /** One to three different tables, or as many as there are, by their places in the list. */
    int[] choose(RandomGenerator random) {
        double[] left = weights.clone();
        int[] chosen = new int[random.nextInt(1, Math.min(MAX_CHOSEN, weights.length) + 1)];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = one(left, random);
            left[chosen[i]] = 0;
        }
        return chosen;
    }

    private static int one(double[] weights, RandomGenerator random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double point = random.nextDouble() * sum;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                point -= weights[i];
                if (point < 0) {
                    break;
                }
            }
        }
        return last;
    }
}
