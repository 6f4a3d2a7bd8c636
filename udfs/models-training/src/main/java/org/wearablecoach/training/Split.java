package org.wearablecoach.training;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Who is trained on and who is not, by the person's name alone: known before any training. */
final class Split {

    /** One person in so many is kept for validation. */
    static final int ONE_IN = 5;

    private Split() {}

    /**
     * Whether a person is kept for validation: the first four bytes of SHA-256 of {@code
     * validation:NAME}, as an unsigned number, are a multiple of {@value #ONE_IN}.
     */
    static boolean isValidation(String person) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(("validation:" + person).getBytes(StandardCharsets.UTF_8));
            long first = 0;
            for (int i = 0; i < 4; i++) {
                first = (first << 8) | (hash[i] & 0xFF);
            }
            return first % ONE_IN == 0;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Those of a list that are kept for validation, in its order. */
    static List<String> validation(List<String> persons) {
        return persons.stream().filter(Split::isValidation).toList();
    }
}
