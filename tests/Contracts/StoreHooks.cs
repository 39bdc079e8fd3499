namespace Shaken.Contracts;

/// <summary>Hooks that several tests use.</summary>
public static class StoreHooks
{
    /// <summary>Does something just before the first call that fits: another instance at work.</summary>
    public static StoreHook OnceBefore(Func<StoreCall, bool> fits, Func<Task> happens)
    {
        var isDone = false;
        return async (call, next) =>
        {
            if (!isDone && fits(call))
            {
                isDone = true;
                await happens();
            }

            await next();
        };
    }
}
