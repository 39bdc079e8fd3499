using System.Text.Json;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>Reads <c>revision</c>: which version of a thing a change was decided on.</summary>
internal static class Revisions
{
    /// <summary>Null: the refusal was written.</summary>
    public static async Task<long?> ReadAsync(HttpContext context, JsonElement body)
    {
        if (body.TryGetProperty("revision"u8, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt64(out var revision))
            return revision;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status400BadRequest, "revision-missing", "revision must be the whole number that was read"));
        return null;
    }
}
