package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Path;

/** Makes all shipped models: {@code TrainModels DATA OUT}. */
public final class TrainModels {

    private TrainModels() {}

    /**
     * Trains and writes.
     *
     * @param args the folder with the public data, and the folder that receives the models
     * @throws IOException if the data cannot be read or the models cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "usage: TrainModels DATA OUT, the folder with wisdm-watch and the folder of the"
                            + " models");
        }
        ActivityBaseline.make(Path.of(args[0])).write(Path.of(args[1]));
        MoveRewardBaseline.make().write(Path.of(args[1]));
    }
}
