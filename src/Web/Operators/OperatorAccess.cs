using System.Text.Json;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;

namespace Shaken.Web.Operators;

/// <summary>Lets operators in who change what a deployment holds. <see cref="CallerAccess"/> is for all others.</summary>
internal static class OperatorAccess
{
    private const int MaxBodyOctets = 16 * 1024;

    /// <summary>
    /// Answers a request of an administrator or registrar; 401 or 403 for everybody else.
    /// </summary>
    public static Task HandleAsync(HttpContext context, Func<Caller, Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar), answer);

    /// <summary>The same, of any operator: for what is only read.</summary>
    public static Task ReadAsync(HttpContext context, Func<string, Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.Operators(), caller => answer(caller.Principal.UserId));

    /// <summary>The body of an operator's request: an object, or nothing, which counts as an empty one. Null: the refusal was written.</summary>
    public static Task<JsonDocument?> ReadBodyAsync(HttpContext context) => CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
}
