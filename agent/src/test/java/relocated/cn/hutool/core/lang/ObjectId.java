package relocated.cn.hutool.core.lang;

/** In an interface fields have to be final, as they are in a class that was loaded before the agent. */
public interface ObjectId {
    int MACHINE = Integer.parseInt("123456");
}
