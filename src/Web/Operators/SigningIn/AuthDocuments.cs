using System.Text.Json.Serialization;

namespace Shaken.Web.Operators.SigningIn;

/// <summary>What a sign-in or a refresh answers. Every member is a string: clients in the field decode into a map of strings.</summary>
/// <param name="AccessTokenExpires">A date and time of RFC 3339.</param>
/// <param name="SessionExpires">When to sign in again, whatever is refreshed.</param>
public sealed record AuthAnswer(
    string Status, string Message, string UserId, string AccessToken, string AccessTokenExpires, string RefreshToken,
    string SessionExpires);

/// <summary>What a sign-out answers.</summary>
public sealed record AuthDone(string Status, string Message);

/// <summary>Why not. Every member is a string here too; clients in the field print all of them.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">Our closed reason.</param>
public sealed record AuthFailure(string Status, string Code, string Reason, string Error, string Message, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuthAnswer))]
[JsonSerializable(typeof(AuthDone))]
[JsonSerializable(typeof(AuthFailure))]
internal sealed partial class AuthJson : JsonSerializerContext;
