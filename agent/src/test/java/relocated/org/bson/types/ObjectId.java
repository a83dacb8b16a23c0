package relocated.org.bson.types;

/** A relocated copy, as in a shaded jar. */
public final class ObjectId {
    private static final int OBJECT_ID_LENGTH = Integer.parseInt("12");
    private static final int RANDOM_VALUE1 = Integer.parseInt("123456");

    private ObjectId() {}

    public static int random() {
        return RANDOM_VALUE1;
    }

    public static int length() {
        return OBJECT_ID_LENGTH;
    }
}
