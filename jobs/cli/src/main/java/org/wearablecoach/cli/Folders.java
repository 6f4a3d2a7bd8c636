package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that results go to. */
final class Folders {

    private Folders() {}

    /** The folder, made where it is missing. */
    static Path ready(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(
                    "--out " + folder + " cannot be made a folder: name another one.", e);
        }
    }
}
