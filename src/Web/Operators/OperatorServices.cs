using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators;

/// <summary>What knows callers. Every deployment has it, whatever its roles.</summary>
internal static class OperatorServices
{
    public static void Add(IServiceCollection services, ParsedSettings settings)
    {
        _ = settings;
        services.AddSingleton<Callers>();
    }
}
