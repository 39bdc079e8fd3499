// An app on Flex Consumption: its runtime is that of the package that it is given, with the settings of its zone and the identity it was given.
import { packageType, storagePrefix, zoneType } from 'types.bicep'

param appName string
param location string
param zone zoneType
param identityName string
param hostAccountName string
param blobAccountName string
param tableAccountName string
param vaultName string
param subnetId string
param monitoringName string
param sharedGroupName string
param frontDoorId string
param frontDoorNetworks string[]
param operatorAddresses string[]
param otlpEndpoint string
param package packageType
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource monitoring 'Microsoft.Insights/components@2020-02-02' existing = {
  name: monitoringName
  scope: resourceGroup(sharedGroupName)
}

resource hostAccount 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: hostAccountName
}

// The names are those of docs/operations/settings.md and of the Functions host; a test compares them.
var programSettings = {
  Shaken__Roles: join(zone.roles, ',')
  Shaken__Storage: 'Azure'
  Shaken__Keys: empty(zone.keys) && zone.secrets != 'write' ? 'Software' : 'KeyVault'
  Azure__ClientId: identity.properties.clientId
  Azure__Storage__Prefix: storagePrefix
  Azure__Storage__BlobEndpoint: 'https://${blobAccountName}.blob.${environment().suffixes.storage}'
  Azure__Storage__TableEndpoint: 'https://${tableAccountName}.table.${environment().suffixes.storage}'
}
var hostSettings = {
  AzureWebJobsStorage__accountName: hostAccount.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  // The host has a page of its own at /. It reads every body whole, so it takes little more than the largest that a route takes (Limits.RequestBodyOctets
  // and a third): what is a little too long is refused by the program, with 413, and the rest by the host, with 500.
  AzureWebJobsDisableHomepage: 'true'
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '262144'
  // The paths of requests hold telephone numbers: neither the host's requests nor its calls to the program are recorded with them.
  AzureFunctionsJobHost__logging__applicationInsights__httpAutoCollectionOptions__enableHttpTriggerExtendedInfoCollection: 'false'
  AzureFunctionsJobHost__logging__applicationInsights__enableDependencyTracking: 'false'
  // Alerts count log lines, so none may be sampled away.
  AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes: 'Request;Trace;Exception'
}
var proxySettings = empty(frontDoorId) ? {} : {
  Limits__TrustedProxies: join(frontDoorNetworks, ',')
  // A host that proxies replaces X-Forwarded-For. Front Door overwrites this one with the address that connected to it.
  Limits__ForwardedHeader: 'X-Azure-SocketIP'
}
var collectorSettings = empty(otlpEndpoint) ? {} : {
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
  OTEL_SERVICE_NAME: appName
}
var vaultUrl = 'https://${vaultName}${environment().suffixes.keyvaultDns}'
var callKeySettings = zone.secrets != 'write' ? {} : {
  Renewal__Vault: vaultUrl
}
var keySettings = mapValues(zone.keys, keys => join(map(keys, key => '${vaultUrl}/${key.collection}/${key.name}/${key.version}'), ','))
var secretSettings = mapValues(zone.secretSettings, secret => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${secret})')
// The deployment's own settings win over those of a zone.
var settings = union(zone.settings, secretSettings, keySettings, callKeySettings, proxySettings, collectorSettings, programSettings, hostSettings)

var frontDoorRule = empty(frontDoorId) ? [] : [
  {
    name: 'front-door'
    priority: 100
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureFrontDoor.Backend'
    headers: {
      'x-azure-fdid': [
        frontDoorId
      ]
    }
  }
]
var callerRules = [for (address, i) in concat(operatorAddresses, zone.callerAddresses): {
  name: 'caller-${i}'
  priority: 200 + i
  action: 'Allow'
  ipAddress: address
}]
var operatorRules = [for (address, i) in operatorAddresses: {
  name: 'operator-${i}'
  priority: 100 + i
  action: 'Allow'
  ipAddress: address
}]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp'
  tags: tags
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

// The program reads client certificates in a header. Where it does, the platform asks for certificates and writes the header itself, over
// what a client sent in it. Nothing before the app may end TLS, so such a zone has no hostNames.
var takesClientCertificates = contains(zone.settings, 'Access__CertificateHeader')

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp,linux'
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: takesClientCertificates
    clientCertMode: 'Optional'
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    publicNetworkAccess: 'Enabled'
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: concat(frontDoorRule, callerRules)
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictions: operatorRules
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${hostAccountName}.blob.${environment().suffixes.storage}/deployments'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: package == 'native' ? {
        name: 'custom'
        version: '1.0'
      } : {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: zone.scale.most
        instanceMemoryMB: zone.scale.memoryMB
        alwaysReady: zone.scale.alwaysReady == 0 ? [] : [
          {
            name: 'http'
            instanceCount: zone.scale.alwaysReady
          }
        ]
        triggers: {
          http: {
            perInstanceConcurrency: zone.scale.concurrency
          }
        }
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: settings
}

// No password opens the app's files: packages come by identity.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

output name string = app.name
