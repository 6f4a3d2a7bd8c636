package org.wearablecoach.policy;

/**
 * A grid over one or two variables in [0, 1], with linear interpolation between its nodes. Nodes
 * are numbered with the last variable running fastest.
 */
final class StateGrid {

    private final int variables;
    private final int points;
    private final int nodes;

    StateGrid(int variables, int points) {
        this.variables = variables;
        this.points = points;
        this.nodes = variables == 1 ? points : points * points;
    }

    int nodes() {
        return nodes;
    }

    /** The state of a node. */
    void state(int node, double[] u) {
        int rest = node;
        for (int i = variables - 1; i >= 0; i--) {
            u[i] = rest % points / (double) (points - 1);
            rest /= points;
        }
    }

    /** Places on the grid, laid out once and read in every sweep. */
    final class Places {

        private final int[] node;
        private final double[] along;
        private final double[] across;

        Places(int count) {
            node = new int[count];
            along = new double[count];
            across = new double[count];
        }

        void set(int place, double[] u) {
            int index = 0;
            for (int i = 0; i < variables; i++) {
                double x = u[i] * (points - 1);
                int floor = Math.min(points - 2, (int) x);
                index = index * points + floor;
                if (i == variables - 1) {
                    along[place] = x - floor;
                } else {
                    across[place] = x - floor;
                }
            }
            node[place] = index;
        }

        /** The function with values at the nodes from an offset on, at a place. */
        double value(int place, double[] values, int offset) {
            int i = offset + node[place];
            double w = along[place];
            double value = (1 - w) * values[i] + w * values[i + 1];
            if (variables == 2) {
                int j = i + points;
                double v = across[place];
                value = (1 - v) * value + v * ((1 - w) * values[j] + w * values[j + 1]);
            }
            return value;
        }
    }
}
